/// Which loops of a kernel become grids, blocks and threads.
@NullMarked
package org.ashlar.gpu.schedule;

import org.jspecify.annotations.NullMarked;
