/// The process that measures.
@NullMarked
package org.ashlar.models.bench.worker;

import org.jspecify.annotations.NullMarked;
