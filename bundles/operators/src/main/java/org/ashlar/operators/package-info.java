/// What operators are made with: shape rules, index arithmetic, and the interfaces of the simple
/// families.
@Version("0.1.0")
@NullMarked
package org.ashlar.operators;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
