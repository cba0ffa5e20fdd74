/// The main job: train, serve, replace everything below, measure.
@NullMarked
package org.ashlar.swap.demo;

import org.jspecify.annotations.NullMarked;
