/// Chooses how kernels run on machines.
@NullMarked
package org.ashlar.schedule;

import org.jspecify.annotations.NullMarked;
