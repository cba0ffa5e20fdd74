/// Products of tiles as machine code: the building block of matrix products, convolutions and
/// attention.
@NullMarked
package org.ashlar.cpu.tile;

import org.jspecify.annotations.NullMarked;
