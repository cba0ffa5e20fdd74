/// What a run leaves: tables, traces and pages.
@Version("0.1.0")
@NullMarked
package org.ashlar.simulation.report;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
