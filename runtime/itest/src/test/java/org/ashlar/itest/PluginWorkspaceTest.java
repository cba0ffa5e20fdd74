package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import aQute.bnd.build.Container;
import aQute.bnd.build.Project;
import aQute.bnd.build.Workspace;
import aQute.bnd.osgi.Jar;
import aQute.bnd.repository.fileset.FileSetRepository;
import aQute.bnd.service.RepositoryPlugin;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.ashlar.commands.plugin.PluginProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The folder that `plugin new` makes is a project of a bnd workspace whose repository is our
/// bundles.
class PluginWorkspaceTest {
  @TempDir Path folder;

  @Test
  void aNewPluginIsAProjectThatBuildsWithoutErrors() throws Exception {
    Files.createDirectories(folder.resolve("cnf"));
    Files.writeString(folder.resolve("cnf/build.bnd"), "javac.source: 25\njavac.target: 25\n");
    PluginProject.create(folder, "swish");
    try (var workspace = new Workspace(folder.toFile())) {
      // The one with bnd's own launchers, which come with its tools and not with its library.
      for (var own : workspace.getPlugins(RepositoryPlugin.class)) {
        workspace.removeBasicPlugin(own);
      }
      workspace.addBasicPlugin(new FileSetRepository("ashlar", jars()));
      var project = workspace.getProject("swish");
      assertNotNull(project, "not seen as a project");
      project.prepare();
      assertEquals(List.of(), project.getErrors());
      compile(project, project.getSourcePath(), project.getBuildpath(), project.getOutput());
      var tests = new ArrayList<>(project.getTestpath());
      tests.addAll(project.getBuildpath());
      compile(project, List.of(project.getTestSrc()), tests, project.getTestOutput());
      var files = project.build();
      assertEquals(List.of(), project.getErrors());
      assertEquals(List.of(), workspace.getErrors());
      assertEquals(1, files.length);
      try (var jar = new Jar(files[0])) {
        assertEquals("swish", jar.getBsn());
        assertNotNull(
            jar.getResource("OSGI-INF/swish.Swish.xml"),
            "no component: " + jar.getResources().keySet());
      }
    }
  }

  private static void compile(
      Project project, Collection<File> sources, Collection<Container> path, File output)
      throws Exception {
    var arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-d",
                output.getPath(),
                "-cp",
                (path.stream()
                        .map(Container::getFile)
                        .map(File::getPath)
                        .collect(Collectors.joining(File.pathSeparator)))
                    + File.pathSeparator
                    + project.getOutput()));
    for (var source : sources) {
      try (var files = Files.walk(source.toPath())) {
        files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(arguments::add);
      }
    }
    Files.createDirectories(output.toPath());
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));
  }

  private static List<File> jars() {
    var jars = new ArrayList<File>();
    for (var name : List.of("bundles", "sdk")) {
      Checkout.list(Checkout.distribution().resolve(name)).stream()
          .map(Path::toFile)
          .filter(f -> f.getName().endsWith(".jar"))
          .forEach(jars::add);
    }
    return jars;
  }
}
