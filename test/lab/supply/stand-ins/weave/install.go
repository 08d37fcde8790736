package main

import (
	"io"
	"os"
	"path/filepath"
)

const conflist = `{
  "cniVersion": "0.3.0",
  "name": "weave",
  "plugins": [
    {"name": "weave", "type": "weave-net", "hairpinMode": true},
    {"type": "portmap", "capabilities": {"portMappings": true}, "snat": true}
  ]
}
`

// install leaves the same files on the host as Weave's init container does.
func install() error {
	folder := "/host/opt/cni/bin"
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	plugin := "weave-plugin-stand-in"
	if err := copyProgram("/proc/self/exe", filepath.Join(folder, plugin)); err != nil {
		return err
	}
	for _, name := range []string{"weave-net", "weave-ipam"} {
		path := filepath.Join(folder, name)
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			return err
		}
		if err := os.Symlink(plugin, path); err != nil {
			return err
		}
	}
	return writeAtomic("/host/etc/cni/net.d/10-weave.conflist", []byte(conflist))
}

func copyProgram(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	defer target.Close()
	if _, err := io.Copy(target, source); err != nil {
		return err
	}
	return os.Rename(to+".new", to)
}

func writeAtomic(path string, content []byte) error {
	if err := os.WriteFile(path+".new", content, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
