/// Graphics processors, simulated, as a kind of hardware.
@NullMarked
package org.ashlar.gpu;

import org.jspecify.annotations.NullMarked;
