/// The cases of the benchmark's suites.
@NullMarked
package org.ashlar.models.bench.suite;

import org.jspecify.annotations.NullMarked;
