/// What measuring found to be better, on disk.
@NullMarked
package org.ashlar.tuning;

import org.jspecify.annotations.NullMarked;
