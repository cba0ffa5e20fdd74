package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import aQute.bnd.build.Workspace;
import aQute.bnd.build.model.clauses.VersionedClause;
import aQute.bnd.repository.fileset.FileSetRepository;
import aQute.bnd.service.RepositoryPlugin;
import biz.aQute.resolve.Bndrun;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The checkout is a bnd workspace too: it opens without errors, and its runs resolve to what is
/// committed.
class WorkspaceTest {
  @Test
  void opensWithoutErrorsAndEveryRunResolves() throws Exception {
    var runs = runs();
    assertFalse(runs.isEmpty(), "no .bndrun found: the search is wrong");
    try (var workspace = new Workspace(Checkout.root().toFile())) {
      assertEquals(List.of(), workspace.getErrors());
      assertEquals(
          List.of(), List.copyOf(workspace.getAllProjects()), "modules are Maven's, not bnd's");
      for (var repository : workspace.getPlugins(RepositoryPlugin.class)) {
        workspace.removeBasicPlugin(repository);
      }
      workspace.addBasicPlugin(new FileSetRepository("distribution", jars()));
      workspace.refresh();
      for (var run : runs) {
        resolve(workspace, run);
      }
    }
  }

  private static void resolve(Workspace workspace, Path file) throws Exception {
    try (var run = Bndrun.createBndrun(workspace, file.toFile())) {
      assertEquals(List.of(), run.getErrors(), file + ": errors");
      var found = run.resolve().getRunBundles();
      assertEquals(List.of(), run.getErrors(), file + ": errors");
      if (Checkout.updates() && !names(found).equals(names(run.getModel().getRunBundles()))) {
        run.getModel().setRunBundles(found);
        run.getModel().saveChanges();
      }
      assertEquals(
          names(run.getModel().getRunBundles()),
          names(found),
          file + ": committed and resolved run bundles differ: ./build golden writes them");
    }
  }

  private static List<String> names(List<VersionedClause> bundles) {
    return bundles.stream()
        .map(each -> each.getName() + ";" + each.getVersionRange())
        .sorted()
        .toList();
  }

  private static List<Path> runs() throws Exception {
    try (var files = Files.walk(Checkout.root(), 3)) {
      return files
          .filter(
              file -> file.toString().endsWith(".bndrun") && !file.toString().contains("target"))
          .sorted()
          .toList();
    }
  }

  private static List<File> jars() {
    var jars = new ArrayList<File>();
    for (var folder : List.of("bundles", "lib")) {
      Checkout.list(Checkout.distribution().resolve(folder)).stream()
          .map(Path::toFile)
          .filter(each -> each.getName().endsWith(".jar"))
          .forEach(jars::add);
    }
    return jars;
  }
}
