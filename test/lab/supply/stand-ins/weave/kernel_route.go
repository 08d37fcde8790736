package main

import (
	"encoding/binary"
	"errors"
	"net"
	"syscall"
	"unsafe"
)

const (
	addRouteCall = 0x890B
	routeUp      = 0x1
	routeGateway = 0x2
)

// rtentry is the kernel's, on 64-bit machines (man 7 netdevice).
type rtentry struct {
	_           uint64
	destination [16]byte
	gateway     [16]byte
	mask        [16]byte
	flags       uint16
	_           [6]byte
	_           [16]byte
	metric      int16
	_           [6]byte
	device      uint64
	_           [24]byte
}

// addRoute makes a route to a subnet by way of another host; one that is there already is fine.
func addRoute(subnet *net.IPNet, gateway net.IP) error {
	entry := rtentry{
		destination: socketAddress(subnet.IP),
		gateway:     socketAddress(gateway),
		mask:        socketAddress(net.IP(subnet.Mask)),
		flags:       routeUp | routeGateway,
	}
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	_, _, code := syscall.Syscall(
		syscall.SYS_IOCTL, uintptr(socket), addRouteCall, uintptr(unsafe.Pointer(&entry)))
	if code != 0 && !errors.Is(code, syscall.EEXIST) {
		return code
	}
	return nil
}

func socketAddress(ip net.IP) [16]byte {
	var address [16]byte
	binary.LittleEndian.PutUint16(address[:2], syscall.AF_INET)
	copy(address[4:8], ip.To4())
	return address
}
