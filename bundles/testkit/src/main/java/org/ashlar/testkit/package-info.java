/// The laws that operators, rules and backends obey, and the programs and numbers that they are
/// tried on.
@Version("0.1.0")
@NullMarked
package org.ashlar.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
