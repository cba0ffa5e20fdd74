/// The functional engine: what a grid of PTX computes, apart from the time that it takes.
@NullMarked
package org.ashlar.gpu.engine;

import org.jspecify.annotations.NullMarked;
