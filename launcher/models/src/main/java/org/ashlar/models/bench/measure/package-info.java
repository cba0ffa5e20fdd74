/// Times taken in turns.
@NullMarked
package org.ashlar.models.bench.measure;

import org.jspecify.annotations.NullMarked;
