package org.ashlar.models.show;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.compiler.Compiler;
import org.ashlar.ir.Capability;
import org.ashlar.ir.OperatorId;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;

/// Who could provide an operator that is missing: bundles that are here and do not run, and who had
/// it before.
record Known(BundleContext context, Compiler compiler) {
  List<String> of(OperatorId wanted) {
    var known = new ArrayList<String>();
    for (var bundle : context.getBundles()) {
      if (has(bundle, wanted)) {
        known.add(
            bundle.getSymbolicName()
                + " "
                + bundle.getVersion()
                + (bundle.getState() == Bundle.ACTIVE ? "" : " (not started)"));
      }
    }
    if (known.isEmpty()) {
      compiler.lastProvider(wanted).ifPresent(label -> known.add(label + " (was here, and left)"));
    }
    return known;
  }

  private static boolean has(Bundle bundle, OperatorId wanted) {
    var revision = bundle.adapt(BundleRevision.class);
    return revision != null
        && revision.getDeclaredCapabilities(Capability.NAMESPACE).stream()
            .map(c -> Capability.of(c.getAttributes()).id())
            .anyMatch(id ->
                id.domain().equals(wanted.domain())
                    && id.name().equalsIgnoreCase(wanted.name())
                    && id.version() == wanted.version());
  }
}
