/// Starts the framework from a folder with `lib`, `bundles`, `etc` and `plugins`, and hands it the
/// command line.
@NullMarked
package org.ashlar.launcher;

import org.jspecify.annotations.NullMarked;
