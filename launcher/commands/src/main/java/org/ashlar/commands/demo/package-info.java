/// The main job: train on real digits, serve through the door, replace everything below it.
@NullMarked
package org.ashlar.commands.demo;

import org.jspecify.annotations.NullMarked;
