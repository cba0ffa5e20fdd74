/// What commands share: where they write, how they draw, and running a command line.
@Version("0.1.0")
@NullMarked
package org.ashlar.shell.output;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
