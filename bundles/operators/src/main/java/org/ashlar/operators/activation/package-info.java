/// The nonlinear functions of networks, and the shares that classifiers give.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators.activation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
