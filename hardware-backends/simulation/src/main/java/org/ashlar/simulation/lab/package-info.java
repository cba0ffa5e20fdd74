/// What can be done with simulated graphics processors: the facade that commands use.
@Version("0.1.0")
@NullMarked
package org.ashlar.simulation.lab;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
