/// Code as a straight list of instructions on any number of registers, between a kernel's loops and
/// the machine's own.
@NullMarked
package org.ashlar.cpu.low;

import org.jspecify.annotations.NullMarked;
