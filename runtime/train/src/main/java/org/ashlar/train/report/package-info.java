/// What a training says of itself: event files for TensorBoard, a page for a browser.
@Version("0.1.0")
@NullMarked
package org.ashlar.train.report;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
