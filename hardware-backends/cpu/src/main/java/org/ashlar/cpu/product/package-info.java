/// Products of two operands in any layout, written with the tiles of [org.ashlar.cpu.tile]: how
/// they are cut into tasks, their code, and how a constant operand is packed.
@NullMarked
package org.ashlar.cpu.product;

import org.jspecify.annotations.NullMarked;
