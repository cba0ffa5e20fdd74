/// PTX as data: records of a module, parser, verifier, printer and control flow.
@Version("0.1.0")
@NullMarked
package org.ashlar.ptx;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
