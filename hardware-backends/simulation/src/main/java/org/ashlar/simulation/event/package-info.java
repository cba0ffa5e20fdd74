/// Time: a queue of events, servers of bandwidth, counters.
@Version("0.1.0")
@NullMarked
package org.ashlar.simulation.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
