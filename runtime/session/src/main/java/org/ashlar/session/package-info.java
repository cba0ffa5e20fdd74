/// Running programs that survive the replacement of what they run on: sessions, epochs, leases.
@Version("0.1.0")
@NullMarked
package org.ashlar.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
