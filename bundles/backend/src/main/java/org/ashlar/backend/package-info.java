/// What a kind of hardware provides: targets, compiled plans, devices, memory and launches.
@Version("0.1.0")
@NullMarked
package org.ashlar.backend;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
