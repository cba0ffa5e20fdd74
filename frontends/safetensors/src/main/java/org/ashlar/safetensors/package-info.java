/// Programs with their weights in one file: safetensors whose metadata hold the program's text.
@NullMarked
package org.ashlar.safetensors;

import org.jspecify.annotations.NullMarked;
