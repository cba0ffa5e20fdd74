/// What was measured, for people and programs.
@NullMarked
package org.ashlar.models.bench.report;

import org.jspecify.annotations.NullMarked;
