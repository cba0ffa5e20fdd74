/// What a simulated card tells of a run: tables, a trace and a page.
@NullMarked
package org.ashlar.gpu.report;

import org.jspecify.annotations.NullMarked;
