/// The model against cards: kernels of known shapes, run through the timing engine, beside what
/// others measured.
@NullMarked
package org.ashlar.gpu.validation;

import org.jspecify.annotations.NullMarked;
