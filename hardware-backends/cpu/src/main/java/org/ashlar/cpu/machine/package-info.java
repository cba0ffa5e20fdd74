/// Machine code in memory: what the processor can, executable memory, and calls into it.
@NullMarked
package org.ashlar.cpu.machine;

import org.jspecify.annotations.NullMarked;
