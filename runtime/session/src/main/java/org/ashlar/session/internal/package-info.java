/// How sessions live: leases on epochs, epochs on devices, and the switch between two.
@NullMarked
package org.ashlar.session.internal;

import org.jspecify.annotations.NullMarked;
