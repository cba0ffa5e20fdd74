/// The reference: what programs mean, computed in the slowest and plainest way.
@NullMarked
package org.ashlar.reference;

import org.jspecify.annotations.NullMarked;
