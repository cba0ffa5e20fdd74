/// An assembler for x86-64: registers, places in memory, a table of encodings, and code that is
/// written with them.
@NullMarked
package org.ashlar.cpu.x86;

import org.jspecify.annotations.NullMarked;
