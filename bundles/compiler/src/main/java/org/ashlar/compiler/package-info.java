/// From a function to a program that runs: the driver of the stages. Imports no block; asks the
/// registry.
@Version("0.1.0")
@NullMarked
package org.ashlar.compiler;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
