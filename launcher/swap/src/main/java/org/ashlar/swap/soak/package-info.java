/// Long runs: many requests, many replacements, and whether anything grows.
@NullMarked
package org.ashlar.swap.soak;

import org.jspecify.annotations.NullMarked;
