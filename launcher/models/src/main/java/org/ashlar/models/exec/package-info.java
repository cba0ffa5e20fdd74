/// Models compiled for a device and run.
@NullMarked
package org.ashlar.models.exec;

import org.jspecify.annotations.NullMarked;
