/// Other systems, for the benchmark to compare with.
@NullMarked
package org.ashlar.peers;

import org.jspecify.annotations.NullMarked;
