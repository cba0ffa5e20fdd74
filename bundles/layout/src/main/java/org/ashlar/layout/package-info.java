/// Chooses how the buffers between launches lie in memory.
@NullMarked
package org.ashlar.layout;

import org.jspecify.annotations.NullMarked;
