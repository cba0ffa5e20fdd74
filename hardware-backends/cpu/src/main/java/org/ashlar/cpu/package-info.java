/// The portable processor backend: kernels become classes of the virtual machine.
@NullMarked
package org.ashlar.cpu;

import org.jspecify.annotations.NullMarked;
