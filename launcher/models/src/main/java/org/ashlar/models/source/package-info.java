/// Where models come from: files, and packages of Maven and npm.
@NullMarked
package org.ashlar.models.source;

import org.jspecify.annotations.NullMarked;
