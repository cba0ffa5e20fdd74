/// What cards are, as numbers with sources, and what fits on one of their multiprocessors.
@NullMarked
package org.ashlar.gpu.profile;

import org.jspecify.annotations.NullMarked;
