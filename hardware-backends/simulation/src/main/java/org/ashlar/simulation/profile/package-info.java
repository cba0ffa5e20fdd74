/// Profiles: what a machine is, value by value, each with its source.
@Version("0.1.0")
@NullMarked
package org.ashlar.simulation.profile;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
