/// Makes of PTX what the assembler would: fewer, other and longer operations.
@NullMarked
package org.ashlar.gpu.lowering;

import org.jspecify.annotations.NullMarked;
