"""Finds the Chromium the browser tests drive, and installs it where it may."""

import os
import shutil
import subprocess

from launch.shell import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
PACKAGES = ["chromium", "fonts-dejavu-core"]


def ensure() -> str | None:
    """Return the browser's path; install the Debian package as root; None after saying why there is none."""
    if found := find():
        return found
    if os.getuid() or not shutil.which("apt-get"):
        say("Chromium was not found, so the browser tests cannot run. On Debian: apt install chromium")
        return None
    say("Installing chromium with apt-get …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call([*APT, "update"], env=environment, stdout=subprocess.DEVNULL)
    install = [*APT, "install", "-y", "--no-install-recommends", *PACKAGES]
    if subprocess.call(install, env=environment, stdout=subprocess.DEVNULL):
        say("apt-get could not install chromium, so the browser tests cannot run. Is the network up?")
    return find()


def find() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
