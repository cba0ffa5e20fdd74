/// The waist: loops, buffers, kernels, plans, schedules and the facts of a target.
@Version("0.1.0")
@NullMarked
package org.ashlar.ir.kernel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
