/// From a function of one example to the function of many.
@NullMarked
package org.ashlar.batching;

import org.jspecify.annotations.NullMarked;
