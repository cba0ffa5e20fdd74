package org.ashlar.gpu.emit;

import java.util.List;

/// A kernel as PTX: entries to be launched one after the other.
///
/// @param module the whole text, one module
/// @param entries to be launched in their order
/// @param scratchBytes of device memory that the entries hand over to each other
/// @param sites the places that are checked, by number
/// @param work about how often an element is written
public record Written(List<Entry> entries, long scratchBytes, List<Site> sites, double work) {
  public Written {
    entries = List.copyOf(entries);
    sites = List.copyOf(sites);
  }
}
