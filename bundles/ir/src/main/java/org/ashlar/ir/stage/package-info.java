/// The contracts of the blocks: what each stage of the walk takes and gives.
@Version("0.2.0")
@NullMarked
package org.ashlar.ir.stage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
