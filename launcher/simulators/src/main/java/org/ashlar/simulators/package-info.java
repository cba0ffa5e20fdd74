/// Commands of simulated hardware.
@NullMarked
package org.ashlar.simulators;

import org.jspecify.annotations.NullMarked;
